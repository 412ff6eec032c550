/** Measures the built service from outside, as a process of its own. */
package io.admitone.benchmarks;
