package dev.sluice.redis;

import dev.sluice.model.TabId;
import io.vertx.core.buffer.Buffer;

/**
 * What nodes tell each other of sessions: one channel for all of them, short messages, and whoever does not know the session passes
 * over it. Messages may be lost; they only say where to look, and after a break all is looked at.
 *
 * <pre>
 * changed NODE TAG MARK    it has another state now
 * ended NODE TAG
 * opened, open             which node has a connection ({@link TakeOvers})
 * </pre>
 *
 * Belongs to the link's loop, but for the making of messages and {@link #opened}.
 */
final class SessionNews implements RedisPubSub.Listener {
    private final String node;
    private final String channel;
    private final TakeOvers takeOvers;
    private Hearer hearer;

    /** Called on the link's loop. Only of what other nodes did. */
    interface Hearer {
        void changed(String tag, String mark);

        void ended(String tag);

        /** Messages may have been missed until now. */
        void missed();
    }

    /** @param node a name that no other node has; without blanks */
    SessionNews(RedisLink link, String node) {
        this.node = node;
        this.channel = link.keys().channel("sessions");
        this.takeOvers = new TakeOvers(link, node, channel);
    }

    void start(RedisPubSub pubsub, Hearer next, TakeOvers.Connections connections) {
        hearer = next;
        takeOvers.start(connections);
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

    /** Tells that a connection opens here. Any thread. */
    void opened(String tag, TabId tab) {
        takeOvers.opened(tag, tab);
    }

    /** Redis can be reached again: what could not be said meanwhile is said now. */
    void up() {
        takeOvers.tellAll();
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
            case "opened" -> takeOvers.opened(words);
            case "open" -> takeOvers.open(words);
            default -> {}
        }
    }

    @Override
    public void subscribed() {
        hearer.missed();
        takeOvers.heardAgain();
    }
}
