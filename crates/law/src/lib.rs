//! Dated parameters, decision tables, explanations: pure, without IO, async or clock.
