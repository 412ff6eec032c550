package io.admitone.bootstrap.settings;

/**
 * Where requests come in.
 *
 * @param port 0 for any free one
 * @param basePath what the paths of the ticket API begin with
 */
public record ListenSettings(String host, int port, String basePath) {}
