/** The ports in the memory of this process: for development, tests and single-process services. */
package io.admitone.memory;
