/**
 * Every setting there is, where its value comes from, and what is allowed. Read once, at the start;
 * beyond this package there are only plain values.
 */
package io.admitone.bootstrap.settings;
