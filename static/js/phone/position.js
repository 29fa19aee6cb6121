// Adds the phone's position to a visit when the person presses the button and allows it.
import { piece, say } from "./page.js";

const HOW = { enableHighAccuracy: true, timeout: 30_000, maximumAge: 60_000 };

const words = (position) => (position ? say("position_kept", { metres: position.accuracy }) : "");

export const positionIn = (form, draft) => {
  const button = form.querySelector("[data-pw-position]");
  if (!button) return;
  const told = piece("told");
  button.after(told);
  told.textContent = words(draft.words.position);
  button.disabled = false; // from here on a tap is heard
  button.addEventListener("click", () => {
    if (!navigator.geolocation) return (told.textContent = say("position_refused"));
    told.textContent = say("position_asked");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const position = {
          longitude: Number(coords.longitude.toFixed(6)),
          latitude: Number(coords.latitude.toFixed(6)),
          accuracy: Math.round(coords.accuracy),
        };
        draft.touch({ position });
        told.textContent = words(position);
      },
      () => (told.textContent = say("position_refused")),
      HOW,
    );
  });
};
