//! What people do and see, in Chromium.
