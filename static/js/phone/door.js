// The form's page without an app leads into the app's form, where nothing is lost without a network.
const here = /^\/visits\/new\/([0-9]+)\/$/.exec(location.pathname);
const purpose = new URLSearchParams(location.search).get("purpose");
const able = window.isSecureContext && window.indexedDB && navigator.locks;
const asked = purpose ? `?purpose=${encodeURIComponent(purpose)}` : "";
if (here && able) location.replace(`/visits/phone/#visit/${here[1]}${asked}`);
