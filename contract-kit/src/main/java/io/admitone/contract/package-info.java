/** The executable contract of the ports: extend one class a port, and run it. */
package io.admitone.contract;
