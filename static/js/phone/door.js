// Where this device has the app of the person's own (a PIN was set), the form's page leads into it: there nothing is lost
// without a network.
const here = /^\/visits\/new\/([0-9]+)\/$/.exec(location.pathname);
const purpose = new URLSearchParams(location.search).get("purpose");
const asked = purpose ? `?purpose=${encodeURIComponent(purpose)}` : "";
if (here && localStorage.getItem("pw-user")) location.replace(`/visits/phone/#visit/${here[1]}${asked}`);
