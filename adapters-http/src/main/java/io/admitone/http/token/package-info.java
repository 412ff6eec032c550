/** Bearer tokens: which are accepted, how they are judged, and how developers get one. */
package io.admitone.http.token;
