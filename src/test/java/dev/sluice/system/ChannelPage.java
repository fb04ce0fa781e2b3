package dev.sluice.system;

import io.vertx.core.json.JsonObject;

/** A reader of a session's channel, who holds each event against those before it. */
final class ChannelPage implements ReturningReader.Sink {
    private final Page page = new Page();
    private String lastId;

    @Override
    public synchronized String take(String event, JsonObject data, String id) {
        page.take(event, data);
        if (event.equals("hello") && page.hellos() > 1 && !page.resumed()) throw new AssertionError("not resumed");
        if (!id.isEmpty()) lastId = id;
        return lastId;
    }

    synchronized boolean hasEnded(String stream) {
        return page.hasEnded(stream);
    }

    synchronized String text(String stream) {
        return page.answer(stream).text();
    }
}
