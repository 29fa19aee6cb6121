// Opens the visit form in the phone app instead of on the page when a PIN was set on this device: in the app nothing is
// lost without a network.
const here = /^\/visits\/new\/([0-9]+)\/$/.exec(location.pathname);
const purpose = new URLSearchParams(location.search).get("purpose");
const asked = purpose ? `?purpose=${encodeURIComponent(purpose)}` : "";
const without = sessionStorage.getItem("pw-page"); // chosen at the door of the app, which did not open
if (here && !without && localStorage.getItem("pw-user")) location.replace(`/visits/phone/#visit/${here[1]}${asked}`);
