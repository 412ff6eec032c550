package io.admitone.bootstrap;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The page at {@code /} that shows the idea: a connection and its states, a room in two tabs, a
 * store that goes away, and one ticket presented twice. Its script is built from {@code
 * client/demo}. For development only.
 *
 * <p>Its files are read once, at the start, and it may load nothing from elsewhere: no inline
 * script, no other host (Content Security Policy level 3).
 */
@Controller("/")
@Requires(property = DemoPage.SHOWN, value = "true")
final class DemoPage {
  /** The property that makes the page be there. */
  static final String SHOWN = "admitone.demo-page";

  private static final String USUAL_BASE_PATH = "/api/v1";
  private static final String POLICY =
      "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final byte[] page;
  private final byte[] script = read("demo.js");
  private final byte[] style = read("demo.css");
  private final byte[] icon = read("demo.svg");

  /**
   * @param basePath where the ticket API is
   */
  DemoPage(@Value("${admitone.http.base-path:" + USUAL_BASE_PATH + "}") String basePath) {
    page = at(basePath, read("index.html"));
  }

  @Get
  HttpResponse<byte[]> page() {
    return file(page, "text/html; charset=utf-8");
  }

  @Get("demo.js")
  HttpResponse<byte[]> script() {
    return file(script, "text/javascript; charset=utf-8");
  }

  @Get("demo.css")
  HttpResponse<byte[]> style() {
    return file(style, "text/css; charset=utf-8");
  }

  @Get("demo.svg")
  HttpResponse<byte[]> icon() {
    return file(icon, "image/svg+xml");
  }

  private static MutableHttpResponse<byte[]> file(byte[] content, String type) {
    return HttpResponse.ok(content)
        .header("Content-Type", type)
        .header("Cache-Control", "no-cache")
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer");
  }

  /** The page as it is in the jar names the usual path, so that the file is whole by itself. */
  private static byte[] at(String basePath, byte[] page) {
    return new String(page, StandardCharsets.UTF_8)
        .replace("content=\"" + USUAL_BASE_PATH + "\"", "content=\"" + basePath + "\"")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read(String name) {
    try (InputStream file = DemoPage.class.getResourceAsStream("demo/" + name)) {
      if (file == null) {
        throw new IllegalStateException("the jar lacks demo/" + name);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
