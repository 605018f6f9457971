//! Page frame, forms, texts and components in three languages.
