package dev.sluice.hub;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.FailureException;
import dev.sluice.upstream.CallTrail;
import dev.sluice.upstream.StreamCall;
import dev.sluice.upstream.StreamHandler;
import dev.sluice.upstream.UpstreamRequest;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Set;

/**
 * An answer that a provider is asked for: waits for a permit, then opens the upstream stream; where that fails, the next of its route. Belongs to its lane's loop.
 */
final class UpstreamSupply implements Supply, StreamHandler, Passage.Traveller {
    private static final Set<String> OURS = Set.of("tab");
    private static final Set<String> OURS_AND_OPTIONS = Set.of("tab", StreamOptions.MEMBER);

    private final Hub hub;
    private final Order order;
    private final Passage passage;
    private StreamHandler handler;
    private StreamCall call;
    private boolean withoutOptions;
    private boolean optionsRefused;
    /** A request is with a provider that has not refused it. */
    private boolean asked;

    private long sentNanos;
    private Duration firstToken;
    private long contentNanos;
    private boolean opened;
    private boolean closed;

    UpstreamSupply(Hub hub, Lane lane, Order order) {
        this.hub = hub;
        this.order = order;
        this.passage = new Passage(hub, lane, order.who(), order.from(), order.route(), this);
    }

    @Override
    public Kind kind() {
        return Kind.OWN;
    }

    @Override
    public boolean calls() {
        return true;
    }

    @Override
    public void begin(StreamHandler to) {
        handler = to;
        passage.begin();
    }

    @Override
    public int position() {
        return passage.position();
    }

    @Override
    public long etaMillis() {
        return passage.etaMillis();
    }

    @Override
    public void granted() {
        optionsRefused = false;
        withoutOptions = passage.upstream().refused().has(StreamOptions.MEMBER);
        send();
    }

    private void send() {
        UpstreamRequest request;
        try {
            request = passage.request(order.request(), true, withoutOptions ? OURS_AND_OPTIONS : OURS);
        } catch (FailureException cannotBeSaid) {
            passage.unsayable(cannotBeSaid);
            return;
        }
        asked = true;
        sentNanos = hub.nanos();
        call = passage.upstream().stream(request, this);
    }

    @Override
    public boolean asked() {
        return asked;
    }

    @Override
    public void opened(MultiMap headers) {
        opened = true;
        if (closed) return;
        // What its caller said there may be at fault, and is nothing to hold against the provider.
        if (optionsRefused && !order.request().chat().has(StreamOptions.MEMBER))
            passage.upstream().refused().add(StreamOptions.MEMBER);
        handler.opened(headers);
    }

    @Override
    public void chunk(ScannedChunk chunk) {
        if (closed) return;
        if (chunk.content()) content(hub.nanos());
        handler.chunk(chunk);
    }

    private void content(long now) {
        String model = order.route().model();
        if (firstToken == null) {
            firstToken = Duration.ofNanos(now - sentNanos);
            hub.observer().provided(model, passage.upstreamName(), firstToken.toNanos());
        } else {
            hub.observer().gap(model, now - contentNanos);
        }
        contentNanos = now;
    }

    @Override
    public Way way() {
        return passage.way(
                call == null ? CallTrail.NONE : call.trail(), firstToken == null ? -1 : firstToken.toNanos());
    }

    @Override
    public void ended() {
        if (!closed) handler.ended();
    }

    @Override
    public void failed(FailureException cause) {
        if (closed) return;
        if (!opened) asked = false;
        if (!opened && !withoutOptions && StreamOptions.refused(cause)) {
            withoutOptions = true;
            optionsRefused = true;
            send();
        } else if (opened) stranded(cause);
        else passage.failed(cause);
    }

    @Override
    public void stranded(FailureException cause) {
        if (!closed) handler.failed(cause);
    }

    @Override
    public void pause() {
        if (call != null && !closed) call.pause();
    }

    @Override
    public void resume() {
        if (call != null && !closed) call.resume();
    }

    @Override
    public void close(Outcome outcome) {
        if (closed) return;
        closed = true;
        if (call != null) call.cancel();
        passage.close(outcome, firstToken);
    }
}
