//! The HTTP service: the program itself over its socket, with good requests and with everything that clients do wrong.

mod answers;
mod contract;
mod issuing;
mod privacy;
mod reload;
mod rough;
pub(crate) mod service;
