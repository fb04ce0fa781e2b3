package dev.sluice.redis;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One command with its arguments, and the key by which a cluster finds its server. Not for several threads; not to be changed once it
 * was sent.
 *
 * <pre>{@code RedisCommand.of(Command.XADD, key).arg(key).arg("*").arg("frame").arg(bytes) }</pre>
 */
public final class RedisCommand {
    private final Command command;
    private final String name;
    private final Request request;
    private final int slot;
    private long bytes;

    private RedisCommand(Command command, String name, int slot) {
        this.command = command;
        this.name = name;
        this.request = Request.cmd(command);
        this.slot = slot;
    }

    /** @param route a key of the slot that it is for; it is no argument yet. Null where any server will do */
    public static RedisCommand of(Command command, String route) {
        return new RedisCommand(command, command.toString(), route == null ? HashSlot.ANY : HashSlot.of(route));
    }

    /** By the script's SHA-1; with its text where the server has not got it yet. */
    static RedisCommand script(Script script, boolean text, List<String> keys, Object... arguments) {
        Command command = text ? Command.EVAL : Command.EVALSHA;
        RedisCommand call = new RedisCommand(command, script.name(), HashSlot.of(keys.get(0)));
        call.arg(text ? script.text() : script.sha()).arg(keys.size());
        for (String key : keys) call.arg(key);
        for (Object each : arguments) {
            if (each instanceof Buffer buffer) call.arg(buffer);
            else call.arg(each.toString());
        }
        return call;
    }

    /** One argument more, as UTF-8. */
    public RedisCommand arg(String text) {
        return arg(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One argument more, in decimal. */
    public RedisCommand arg(long number) {
        return arg(Long.toString(number));
    }

    /** One argument more, as it is. */
    public RedisCommand arg(Buffer buffer) {
        request.arg(buffer);
        bytes += buffer.length();
        return this;
    }

    private RedisCommand arg(byte[] argument) {
        request.arg(argument);
        bytes += argument.length;
        return this;
    }

    Request request() {
        return request;
    }

    /** Of the command, or of the script. */
    String name() {
        return name;
    }

    /** 0 to 16383, or {@link HashSlot#ANY}. */
    int slot() {
        return slot;
    }

    /** Of all arguments together. */
    long bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return command + (name.equals(command.toString()) ? "" : " " + name);
    }
}
