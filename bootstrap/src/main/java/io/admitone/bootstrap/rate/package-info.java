/** How often somebody may ask. */
package io.admitone.bootstrap.rate;
