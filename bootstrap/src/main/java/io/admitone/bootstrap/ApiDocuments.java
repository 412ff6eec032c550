package io.admitone.bootstrap;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The API as documents, for tools: OpenAPI for HTTP, AsyncAPI for sockets. For development only.
 */
@Controller
@Requires(property = ApiDocuments.SHOWN, value = "true")
final class ApiDocuments {
  /** The property that makes the documents be there. */
  static final String SHOWN = "admitone.api-documents";

  private static final String YAML = "application/yaml";

  @Get("/openapi.yaml")
  HttpResponse<byte[]> openApi() {
    return document("openapi.yaml");
  }

  @Get("/asyncapi.yaml")
  HttpResponse<byte[]> asyncApi() {
    return document("asyncapi.yaml");
  }

  private static HttpResponse<byte[]> document(String name) {
    return HttpResponse.ok(read(name))
        .header("Content-Type", YAML)
        .header("Cache-Control", "no-cache");
  }

  private static byte[] read(String name) {
    try (InputStream file = ApiDocuments.class.getResourceAsStream("api/" + name)) {
      if (file == null) {
        throw new IllegalStateException("the jar lacks api/" + name);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
