package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sse.SseEvent;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The job events of one page, in the order in which they came; no job may be told to be over twice. */
final class ToldJobs {
    final List<JsonObject> events = new ArrayList<>();
    final Set<String> over = new HashSet<>();

    void take(SseEvent event) {
        if (!event.type().equals("job")) return;
        JsonObject job = new JsonObject(event.data().toString());
        events.add(job);
        if (Set.of("completed", "dead", "cancelled").contains(job.getString("status")))
            assertTrue(over.add(job.getString("job")), () -> "told twice: " + job);
    }

    List<String> of(String job) {
        return events.stream()
                .filter(e -> e.getString("job").equals(job))
                .map(e -> e.getString("status"))
                .toList();
    }

    void numberedWithoutAHole() {
        for (int i = 0; i < events.size(); i++)
            assertEquals(i + 1, events.get(i).getLong("seq"));
    }
}
