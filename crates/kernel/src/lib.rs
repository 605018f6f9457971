//! Events, acts, database, rights, audit, jobs: what every system stands on.
