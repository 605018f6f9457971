//! The names of `reqwest` that the peer compiles against, without the client: it never asks anybody.

/// Requests that wait; here they fail at once.
pub mod blocking {
    /// Sends nothing.
    #[derive(Default)]
    pub struct Client;

    /// A request that is never sent.
    pub struct Request;

    /// An answer that never comes.
    pub struct Response;

    /// Nothing was asked.
    #[derive(Debug)]
    pub struct Error;

    impl std::fmt::Display for Error {
        fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("no client")
        }
    }

    impl Client {
        #[must_use]
        pub fn new() -> Self {
            Self
        }

        #[must_use]
        pub fn post(&self, _: &str) -> Request {
            Request
        }
    }

    impl Request {
        #[must_use]
        pub fn json<T: serde::Serialize>(self, _: &T) -> Self {
            self
        }

        /// # Errors
        /// Always.
        pub fn send(self) -> Result<Response, Error> {
            Err(Error)
        }
    }

    impl Response {
        /// # Errors
        /// Always.
        pub fn json<T: serde::de::DeserializeOwned>(self) -> Result<T, Error> {
            Err(Error)
        }
    }
}
