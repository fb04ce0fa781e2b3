package dev.sluice.system;

import dev.sluice.fixture.Child;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The built-in provider as {@code sluice simulate} starts it, a process of its own. What it served is known by its own count alone. */
final class ProviderProcess implements AutoCloseable {
    private static final List<String> JAVA = List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final String READY = "base URL ";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final URI baseUrl;

    /**
     * @param begun      requests that came
     * @param running    those that have not ended
     * @param completed  those that were answered to their end
     * @param maxRunning most that ever ran at once
     */
    record Counts(long begun, int running, long completed, int maxRunning) {}

    private ProviderProcess(Process process, URI baseUrl) {
        this.process = process;
        this.baseUrl = baseUrl;
    }

    /** Waits until it listens. */
    static ProviderProcess start() throws IOException {
        Process process = new ProcessBuilder(ServerProcess.command(JAVA, "simulate", "--port", "0"))
                .redirectErrorStream(true)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        StringBuffer said = new StringBuffer();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            if (!line.contains(READY)) continue;
            Child.listen(out, more -> said.append(more).append('\n'));
            return new ProviderProcess(process, URI.create(line.substring(line.indexOf(READY) + READY.length())));
        }
        process.destroyForcibly();
        throw new IOException("the provider did not start: " + said);
    }

    URI baseUrl() {
        return baseUrl;
    }

    Counts counts() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(baseUrl + "/_sim/stats")).build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            JsonObject told = new JsonObject(response.body());
            return new Counts(
                    told.getLong("begun"),
                    told.getInteger("running"),
                    told.getLong("completed"),
                    told.getInteger("max_running"));
        } catch (IOException e) {
            throw new AssertionError("the provider does not tell what it served", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        Child.end(process);
    }
}
