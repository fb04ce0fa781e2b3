package dev.sluice.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What a node says of itself on its management port. */
final class Meters {
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI metrics;

    Meters(String management) {
        this.metrics = URI.create(management + "/metrics");
    }

    /** The sum over all tags; 0 where there is none. */
    double sum(String name) {
        HttpRequest request = HttpRequest.newBuilder(metrics).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
