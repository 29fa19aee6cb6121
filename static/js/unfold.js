// <button data-pw-unfold aria-controls="ID" hidden> appears, and shows or hides the element it controls.
document.querySelectorAll("[data-pw-unfold]").forEach((button) => {
  const part = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    part.hidden = !part.hidden;
    button.setAttribute("aria-expanded", String(!part.hidden));
  });
});
