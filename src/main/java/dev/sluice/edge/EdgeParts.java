package dev.sluice.edge;

import dev.sluice.channel.ChannelObserver;
import dev.sluice.channel.Channels;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Plan;
import dev.sluice.hub.feed.Feeds;
import dev.sluice.job.Jobs;
import dev.sluice.job.Templates;
import dev.sluice.model.Config;
import dev.sluice.model.EdgeObserver;
import dev.sluice.model.SessionStore;
import dev.sluice.model.Time;
import io.vertx.core.json.JsonObject;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the node hands to each of its edge verticles: all of it may be used from any thread.
 *
 * @param plans     what the node goes by now; {@code config} is what it started with
 * @param ready     whether this node takes sessions and channels; false while it drains
 * @param takesWork whether it takes requests; false towards the end of a drain
 * @param counts    connections, sessions and streams as the demo shows them
 */
public record EdgeParts(
        Config config,
        Supplier<Plan> plans,
        Hub hub,
        Feeds feeds,
        Jobs jobs,
        Templates templates,
        Channels channels,
        SessionStore sessions,
        ChannelObserver channelObserver,
        EdgeObserver observer,
        Time time,
        BooleanSupplier ready,
        BooleanSupplier takesWork,
        Supplier<JsonObject> counts) {}
