// Only puts htmx on the page; its settings stand in a meta element, its work in attributes.
import 'htmx.org/dist/htmx.esm.js';
