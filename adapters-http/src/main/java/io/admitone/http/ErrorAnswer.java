package io.admitone.http;

import java.util.Map;

/**
 * An error, ready for the wire.
 *
 * @param headers all that belong to it, {@code Content-Type} among them, {@code Content-Length} not
 * @param body JSON in UTF-8
 */
public record ErrorAnswer(int status, Map<String, String> headers, byte[] body) {}
