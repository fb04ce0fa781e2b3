package dev.sluice.job;

import dev.sluice.channel.Loop;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Lane;
import dev.sluice.hub.Spare;
import dev.sluice.model.Provenance;
import dev.sluice.model.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Does jobs as ordinary answers of their owners, with permits that nobody else wants. Belongs to the lane's loop. */
final class ChatTrade implements Work.Trade {
    private final Hub hub;
    private final Lane lane;
    private final Loop loop;
    private final Spare spare;
    private final int maxBytes;

    /** @param maxBytes of one answer, by the log's reckoning */
    ChatTrade(Hub hub, Lane lane, Loop loop, int maxBytes) {
        this.hub = hub;
        this.lane = lane;
        this.loop = loop;
        this.spare = new Spare(hub);
        this.maxBytes = maxBytes;
    }

    @Override
    public int room() {
        return spare.permits();
    }

    @Override
    public boolean room(NewJob order) {
        return spare.permits(order.model(), order.owner());
    }

    @Override
    public Work begin(NewJob order) {
        OpenAiRequest request = OpenAiRequest.read(order.request());
        Answer answer =
                Answer.ask(hub, lane, loop, order.owner(), Provenance.BACKGROUND, request, maxBytes, Boolean.FALSE);
        return new Work() {
            @Override
            public Future<Buffer> result() {
                return answer.result();
            }

            @Override
            public void cancel() {
                answer.cancel();
            }
        };
    }
}
