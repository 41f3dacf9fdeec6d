//! Builds the graph.
