package dev.sluice.channel;

import dev.sluice.model.Cursor;
import io.vertx.core.json.JsonObject;

/** The last event of a connection. Also the only one, for a client that is turned away in band. */
public final class Bye {
    private Bye() {}

    /**
     * Turns a client away that never had a connection: an EventSource would give up for good on an error status.
     *
     * @param reconnect false also hands out the id that is answered with 204 should the client come back regardless
     */
    public static void turnAway(Outlet outlet, String reason, boolean reconnect, long retryMillis) {
        write(outlet, reason, reconnect, retryMillis, reconnect ? null : CursorText.of(Cursor.STOP));
        outlet.end();
    }

    static void write(Outlet outlet, String reason, boolean reconnect, long retryMillis, CursorText id) {
        if (reason.equals("draining") || reason.equals("expired")) outlet.partAtEnd();
        outlet.retry(retryMillis);
        JsonObject json = new JsonObject().put("reason", reason).put("reconnect", reconnect);
        outlet.event("bye", id, json.put("retry_ms", retryMillis).toBuffer());
    }
}
