/** The life of this process, and its orderly end. */
package io.admitone.application.lifecycle;
