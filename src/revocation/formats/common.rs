//! What the readers share.
