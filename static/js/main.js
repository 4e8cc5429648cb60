import "./toasts.js";
import "./quantity.js";
import "./gallery.js";
import "./dialogs.js";
import "./first-field.js";
import "./submit-on-change.js";
import "./tidy-forms.js";
import "./fragments.js";
