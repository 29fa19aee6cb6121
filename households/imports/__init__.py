"""The registry import: a file is read row by row, cleaned, copied to temporary tables, compared there with what is on
file, and written in one transaction. docs/import.md is written for those who send files; this is the way of a row:

read/files.py, read/table.py         rows of cells, for every kind of file
read/workbook.py, xls.py, ods.py     what is special to each
read/layouts.py, national/reader.py  which column is which
read/header_rows.py, header_units.py   headers of two rows; units (clean/units.py)
read/aside.py                        lines that are no rows: totals, signatures, examples
meanings.py                          what the county said that unknown words mean
read/reader.py, clean/cells.py       cleaning, row by row; what a cell means
match/staging.py                     temporary tables, and what is wrong
sheets/, match/merge.py              matching and writing, sheet by sheet
run.py                               check and save, from start to end
write/error_file.py, marked_sheet.py the rows to correct and send again
template_file.py, template_book.py   the template to fill in
"""
