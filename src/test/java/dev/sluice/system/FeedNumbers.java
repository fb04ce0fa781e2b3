package dev.sluice.system;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A reader of the simulator's feed: the numbers of the events that came. Comes back behind the source's own number. */
final class FeedNumbers implements ReturningReader.Sink {
    private final List<Long> seen = new CopyOnWriteArrayList<>();
    private String lastId;

    @Override
    public String take(String event, JsonObject data, String id) {
        if (event.equals("gap")) throw new AssertionError("gap " + data);
        if (event.equals("feed")) {
            long n = new JsonObject(data.getString("data")).getLong("n");
            long before = last();
            if (before >= 0 && n != before + 1) throw new AssertionError(n + " came behind " + before);
            seen.add(n);
            lastId = "" + n;
        }
        return lastId;
    }

    /** -1 before the first. */
    long last() {
        return seen.isEmpty() ? -1 : seen.get(seen.size() - 1);
    }
}
