/** How long anybody waits. */
package io.admitone.application.time;
