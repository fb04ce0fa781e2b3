package dev.sluice.deploy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The dashboard for Grafana. */
final class Dashboard {
    private Dashboard() {}

    static JsonObject read() {
        try {
            return new JsonObject(Files.readString(Manifest.ROOT.resolve("monitoring/sluice-dashboard.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every expression of its panels and annotations, with its variables standing for anything. */
    static List<String> expressions() {
        List<String> all = new ArrayList<>();
        for (Object panel : read().getJsonArray("panels"))
            for (Object target : ((JsonObject) panel).getJsonArray("targets", new JsonArray()))
                all.add(((JsonObject) target).getString("expr"));
        for (Object note : read().getJsonObject("annotations").getJsonArray("list"))
            if (((JsonObject) note).containsKey("expr")) all.add(((JsonObject) note).getString("expr"));
        return all.stream().map(e -> e.replaceAll("\\$(namespace|pod)", ".*")).toList();
    }
}
