/** What those who run the service may see of its sockets, and do to them. */
package io.admitone.application.operator;
