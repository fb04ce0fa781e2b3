package dev.sluice.system;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Clients that trust one certificate, and speak h2 where they are not told otherwise. */
final class Secured {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Certificate certificate;
    private final HttpClient http;

    Secured(Certificate certificate) {
        this.certificate = certificate;
        this.http = HttpClient.newBuilder()
                .sslContext(certificate.context())
                .connectTimeout(PATIENCE)
                .build();
    }

    HttpClient http() {
        return http;
    }

    /** @param headers names and values in turns */
    HttpResponse<String> send(String method, URI uri, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** A new session's token. */
    String session(Haproxy proxy) throws Exception {
        HttpResponse<String> made = send("POST", proxy.uri("/api/v1/session"), null);
        if (made.statusCode() != 201) throw new AssertionError(made.statusCode() + " " + made.body());
        return new JsonObject(made.body()).getString("token");
    }

    /** For event streams: never gives up reading. */
    OkHttpClient okHttp(Protocol... protocols) {
        return new OkHttpClient.Builder()
                .sslSocketFactory(certificate.context().getSocketFactory(), certificate.trust())
                .protocols(List.of(protocols))
                .readTimeout(Duration.ZERO)
                .build();
    }

    OpenAIClient openAi(URI base, String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(base.toString())
                .apiKey(key)
                .maxRetries(0)
                .timeout(PATIENCE)
                .sslSocketFactory(certificate.context().getSocketFactory())
                .trustManager(certificate.trust())
                .build();
    }
}
