"""What is encrypted is bound to its place: a copied value, an exchanged or shortened file is refused."""

import io

import pytest
from cryptography.exceptions import InvalidTag

from core.crypto import ciphers
from core.crypto.files import BLOCK_BYTES, HEAD_BYTES, SEALED_BLOCK_BYTES, FilesAway, open_stored_file, store_file
from core.crypto.values import NO_ROW, decrypt, encrypt, open_value, row_name

HERE, ELSEWHERE = "households_member.phone", "households_household.phone"
PHONE = "13800001234"


@pytest.fixture(params=["aes-256-gcm", "sm4-gcm"], autouse=True)
def cipher(request, settings):
    settings.FIELD_CIPHER = request.param


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(name, content=b"content"):
    store_file(name, io.BytesIO(content))
    return name


def content_of(name):
    with open_stored_file(name) as file:
        return file.read()


def test_a_value_is_read_in_its_column_alone():
    assert decrypt(encrypt(PHONE, HERE), HERE) == PHONE
    with pytest.raises(InvalidTag, match="FIELD_KEYS_OLD"):
        decrypt(encrypt(PHONE, HERE), ELSEWHERE)


def test_the_row_of_a_value_cannot_be_exchanged():
    stored = encrypt(PHONE, HERE, row_name(7))
    assert open_value(stored, HERE).row == row_name(7)
    with pytest.raises(InvalidTag):
        open_value(stored.replace(row_name(7), row_name(8)), HERE)


@pytest.mark.parametrize("length", [0, 1, 10, 11, 22, 23, 38, 39])
def test_a_shortened_value_is_refused(length):
    with pytest.raises(InvalidTag):
        decrypt(encrypt(PHONE, HERE)[:length], HERE)


def test_what_another_setting_of_the_cipher_wrote_is_read(settings):
    written = {}
    for settings.FIELD_CIPHER in ciphers.CIPHER_NAMES:
        written[settings.FIELD_CIPHER] = encrypt(PHONE, HERE)
    assert {decrypt(one, HERE) for one in written.values()} == {PHONE}
    assert [open_value(one, HERE).is_present for one in written.values()] == [False, True]


def test_what_was_written_before_values_knew_their_place_is_read(settings):
    before = ciphers.seal(PHONE.encode(), b"povwatch field", ciphers.AES, None)
    assert open_value(before, HERE) == (PHONE, NO_ROW, False)


def test_sm4_is_the_standard_one():
    """The example of GB/T 32907, appendix A."""
    from cryptography.hazmat.primitives.ciphers import Cipher, modes

    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    sealing = Cipher(ciphers.Sm4Gcm(key).cipher, modes.ECB()).encryptor()
    assert sealing.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


@pytest.mark.parametrize("length", [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 2 * BLOCK_BYTES])
def test_a_file_is_read_as_it_was_written(folder, length):
    content = bytes(n % 251 for n in range(length))
    assert content_of(stored("a/one.part", content)) == content


def test_a_file_is_read_from_any_position(folder):
    content = bytes(n % 251 for n in range(3 * BLOCK_BYTES))
    with open_stored_file(stored("one.part", content)) as file:
        for place in (2 * BLOCK_BYTES + 5, 7, BLOCK_BYTES - 1):
            file.seek(place)
            assert file.read(4) == content[place : place + 4]


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_file_that_was_shortened_by_whole_blocks_is_refused(folder, kept):
    path = folder / stored("one.part", bytes(3 * BLOCK_BYTES))
    path.write_bytes(path.read_bytes()[: HEAD_BYTES + kept * SEALED_BLOCK_BYTES])
    with pytest.raises(InvalidTag):
        content_of("one.part")


def test_a_file_that_was_lengthened_or_whose_blocks_were_exchanged_is_refused(folder):
    path = folder / stored("one.part", bytes(2 * BLOCK_BYTES))
    head, first, second = (
        path.read_bytes()[a:b]
        for a, b in (
            (0, HEAD_BYTES),
            (HEAD_BYTES, HEAD_BYTES + SEALED_BLOCK_BYTES),
            (HEAD_BYTES + SEALED_BLOCK_BYTES, None),
        )
    )
    for other in (head + second + first, head + first + second + second, head + first + first):
        path.write_bytes(other)
        with pytest.raises(InvalidTag):
            content_of("one.part")


def test_a_file_under_the_name_of_another_is_refused(folder):
    mine, other = stored("photos/1.photo", b"mine"), stored("photos/2.photo", b"other")
    (folder / mine).write_bytes((folder / other).read_bytes())
    with pytest.raises(InvalidTag):
        content_of(mine)


def test_all_files_can_be_moved_together(folder, settings):
    stored("photos/1.photo")
    settings.MEDIA_ROOT = folder / "moved"
    (folder / "photos").rename((settings.MEDIA_ROOT.mkdir() or settings.MEDIA_ROOT) / "photos")
    assert content_of("photos/1.photo") == b"content"


def test_a_file_of_an_earlier_version_is_read(folder):
    path = folder / "one.part"
    path.write_bytes(
        b"".join(
            ciphers.seal(b, b"povwatch file", ciphers.AES, b"%d" % n)
            for n, b in enumerate([bytes(BLOCK_BYTES), b"end"])
        )
    )
    assert content_of("one.part") == bytes(BLOCK_BYTES) + b"end"


def test_a_file_that_is_being_written_never_stands_under_its_name(folder):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError("the line is down")

    with pytest.raises(FilesAway, match="cannot be reached"):
        store_file("one.part", Broken())
    assert not list(folder.iterdir())
