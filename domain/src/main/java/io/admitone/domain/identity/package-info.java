/** Names of people, sessions, browsers and pages, each checked once where it is made. */
package io.admitone.domain.identity;
