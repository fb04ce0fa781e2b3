package dev.sluice.redis;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.TabId;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What nodes tell each other of sessions: one channel for all of them, short messages, and whoever does not know the session passes
 * over it. Messages may be lost; they only say where to look, and after a break all is looked at.
 *
 * <pre>
 * changed NODE TAG MARK    it has another state now
 * ended NODE TAG
 * opened NODE TAG TAB      this node has the connection from now on; * for the whole session's
 * </pre>
 *
 * Belongs to the link's loop, but for the making of messages and {@link #opened}. A crossing, for that: connections open on any loop.
 */
final class SessionNews implements RedisPubSub.Listener {
    private static final String WHOLE = "*";

    private final RedisLink link;
    private final String node;
    private final String channel;
    private final Map<String, Integer> ownOpenings = new ConcurrentHashMap<>();
    private Hearer hearer;

    /** Called on the link's loop. Only of what other nodes did. */
    interface Hearer {
        void changed(String tag, String mark);

        void ended(String tag);

        /** @param tab null for the whole session's */
        void replaced(String tag, TabId tab);

        /** Messages may have been missed until now. */
        void missed();
    }

    /** @param node a name that no other node has; without blanks */
    SessionNews(RedisLink link, String node) {
        this.link = link;
        this.node = node;
        this.channel = link.keys().channel("sessions");
    }

    void start(RedisPubSub pubsub, Hearer next) {
        hearer = next;
        pubsub.subscribe(channel, this);
    }

    String channel() {
        return channel;
    }

    String changed(String tag, String mark) {
        return "changed " + node + ' ' + tag + ' ' + mark;
    }

    String ended(String tag) {
        return "ended " + node + ' ' + tag;
    }

    /**
     * Tells that a connection opens here. Of two nodes that open one at a time, both hear both messages in one order: who hears the
     * other's before its own was the later one, and keeps its connection.
     */
    void opened(String tag, TabId tab) {
        String which = tag + ' ' + (tab == null ? WHOLE : tab.value());
        if (!link.up()) return;
        ownOpenings.merge(which, 1, Integer::sum);
        link.publish(channel, Buffer.buffer("opened " + node + ' ' + which)).onFailure(e -> heardOwn(which));
    }

    private void heardOwn(String which) {
        ownOpenings.computeIfPresent(which, (w, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public void message(Buffer message) {
        String[] words = message.toString().split(" ");
        if (words.length < 3) return;
        boolean own = words[1].equals(node);
        switch (words[0]) {
            case "changed" -> {
                if (!own && words.length > 3) hearer.changed(words[2], words[3]);
            }
            case "ended" -> {
                if (!own) hearer.ended(words[2]);
            }
            case "opened" -> {
                if (words.length > 3) opened(own, words[2], words[3]);
            }
            default -> {}
        }
    }

    private void opened(boolean own, String tag, String tab) {
        String which = tag + ' ' + tab;
        if (own) heardOwn(which);
        else if (!ownOpenings.containsKey(which)) {
            try {
                hearer.replaced(tag, tab.equals(WHOLE) ? null : new TabId(tab));
            } catch (InvalidValueException strange) {
                // Not one of ours.
            }
        }
    }

    @Override
    public void subscribed() {
        ownOpenings.clear();
        hearer.missed();
    }
}
