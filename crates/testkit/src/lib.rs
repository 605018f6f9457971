//! Both engines, given-when-then and worlds for tests.
