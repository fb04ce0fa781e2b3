package dev.sluice.hub;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.Notice;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.model.Usage;
import dev.sluice.upstream.StreamCall;
import dev.sluice.upstream.StreamHandler;
import dev.sluice.upstream.UpstreamRequest;
import io.vertx.core.MultiMap;
import java.util.Set;

/**
 * One AI answer from request to end: waits for its permit, opens the upstream stream, appends what comes to the log.
 *
 * <p>Belongs to its lane's loop. {@link #finish} is the one way to end, reached by end, error, stop, abandonment, time and
 * shutdown alike, once; it alone gives the permit back, ends the upstream call, seals the log and tells the observer.
 */
public final class Completion implements StreamHandler, Passage.Traveller {
    private static final Set<String> OURS = Set.of("tab");

    private final Hub hub;
    private final Lane lane;
    private final Order order;
    private final StreamLog log;
    private final Passage passage;
    private final Interest interest;
    private final String share;
    private final long beganNanos;
    private final long maxBytes;
    private StreamCall call;
    private Usage usage;
    private String finishReason;
    private boolean admitted;
    private boolean opened;
    private boolean contentSeen;
    private int notices;
    private boolean finished;
    private volatile FailureException failure;

    Completion(Hub hub, Lane lane, Order order, StreamLog log, String share) {
        this.hub = hub;
        this.lane = lane;
        this.order = order;
        this.log = log;
        this.share = share;
        this.passage = new Passage(hub, lane, order.who(), order.from(), order.route(), this);
        this.interest = new Interest(this, lane, hub.channels(), order.direct() ? 0 : hub.graceMillis());
        this.beganNanos = hub.nanos();
        this.maxBytes = 4L * hub.limits().bytes();
    }

    public StreamLog log() {
        return log;
    }

    public Principal owner() {
        return order.who();
    }

    /** Whoever holds this may read the answer. */
    public String share() {
        return share;
    }

    public String model() {
        return order.request().model();
    }

    /** Why it failed, or null. Any thread. */
    public FailureException failure() {
        return failure;
    }

    /** Who still wants it. */
    Interest interest() {
        return interest;
    }

    Lane lane() {
        return lane;
    }

    /** Any thread, once. */
    void begin() {
        hub.observer().began(order.route().model());
        passage.begin();
        interest.reconsider();
    }

    void tellPlace() {
        int position = passage.position();
        Notice last = log.notice();
        if (position == 0 || last != null && last.position() == position) return;
        log.notice(new Notice(++notices, position, passage.etaMillis()));
    }

    @Override
    public void queued() {
        lane.waits(this);
        tellPlace();
    }

    @Override
    public void granted() {
        lane.admitted(this);
        if (!admitted) hub.observer().admitted(order.route().model(), hub.nanos() - beganNanos);
        admitted = true;
        UpstreamRequest request = passage.request(
                "/chat/completions", null, order.request().forUpstream(passage.model(model()), true, OURS));
        call = passage.upstream().stream(request, this);
    }

    @Override
    public void opened(MultiMap headers) {
        opened = true;
        log.append(new StreamEvent.Start(model(), order.tab()));
    }

    @Override
    public void chunk(ScannedChunk scanned) {
        if (finished) return;
        if (scanned.usage() != null) usage = usage == null ? scanned.usage() : usage.then(scanned.usage());
        if (scanned.finishReason() != null) finishReason = scanned.finishReason();
        if (scanned.content() && !contentSeen) {
            contentSeen = true;
            hub.observer().firstContent(order.route().model(), hub.nanos() - beganNanos);
        }
        if (scanned.chunk() != null) log.append(scanned.chunk());
        if (log.totalBytes() > maxBytes && !order.direct())
            stranded(Failure.of(Kind.UPSTREAM, "answer_too_large", "the answer outgrew " + maxBytes + " bytes")
                    .exception());
    }

    @Override
    public void ended() {
        String reason = finishReason == null ? "stop" : finishReason;
        finish(Outcome.SUCCESS, "ok", new Done(reason, usage, cost(), false, false));
    }

    @Override
    public void failed(FailureException cause) {
        if (finished) return;
        call = null;
        if (opened) stranded(cause);
        else passage.failed(cause);
    }

    @Override
    public void stranded(FailureException cause) {
        if (finished) return;
        failure = cause;
        Failure f = cause.failure();
        finish(Outcome.DROPPED, f.code(), new Failed(f.code(), f.message(), f.retryable()));
    }

    /** Nobody wants it any more, or its user said stop. On the lane's loop; idempotent. */
    void cancel() {
        finish(Outcome.IGNORED, "cancelled", new Done("cancelled", usage, cost(), false, false));
    }

    /** Stops the upstream from sending for as long as the one direct reader's socket is full. On the lane's loop. */
    public void pause() {
        if (call != null && !finished) call.pause();
    }

    public void resume() {
        if (call != null && !finished) call.resume();
    }

    private double cost() {
        return hub.routes().cost(order.route(), usage);
    }

    private void finish(Outcome outcome, String status, StreamEvent.Terminal last) {
        if (finished) return;
        finished = true;
        lane.admitted(this);
        interest.close();
        if (call != null) call.cancel();
        passage.close(outcome);
        log.append(last);
        hub.ended(this, order.direct());
        long nanos = hub.nanos() - beganNanos;
        hub.observer().ended(order.route().model(), order.who().tier(), status, nanos, usage, cost());
    }

    /** Whether this session reads it. Any thread. */
    boolean readBy(SessionId session) {
        return interest.sessions().contains(session);
    }
}
