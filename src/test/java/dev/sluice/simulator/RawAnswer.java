package dev.sluice.simulator;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One HTTP/1.1 answer read off a plain socket, with the chunks as they were framed and the way it ended.
 *
 * @param status 0 where no head came
 * @param parts  the chunks, or the one body
 */
record RawAnswer(int status, Map<String, String> headers, List<byte[]> parts, End end) {
    enum End {
        /** As the head promised. */
        CLEAN,
        /** FIN before that. */
        EOF,
        /** RST. */
        RESET
    }

    /** A connection that has sent its request and has read nothing yet. */
    static Socket post(int port, JsonObject body, String... headers) throws IOException {
        byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("POST /v1/chat/completions HTTP/1.1\r\nHost: sim\r\n");
        head.append("Content-Length: ").append(bytes.length).append("\r\n");
        for (String header : headers) head.append(header).append("\r\n");
        return open(port, head.append("\r\n").toString(), bytes);
    }

    static RawAnswer of(int port, JsonObject body, String... headers) throws IOException {
        try (Socket socket = post(port, body, headers)) {
            return read(socket);
        }
    }

    static RawAnswer get(int port, String path, String... headers) throws IOException {
        return call(port, "GET", path, headers);
    }

    static RawAnswer call(int port, String method, String path, String... headers) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: sim\r\n" + String.join("", withEnds(headers)) + "\r\n";
        try (Socket socket = open(port, head, new byte[0])) {
            return read(socket);
        }
    }

    private static List<String> withEnds(String... headers) {
        return List.of(headers).stream().map(header -> header + "\r\n").toList();
    }

    static Socket open(int port, String head, byte[] body) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(body);
        return socket;
    }

    static RawAnswer read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<byte[]> parts = new ArrayList<>();
        int status = 0;
        try {
            String line = line(in);
            if (line == null) return new RawAnswer(0, headers, parts, End.EOF);
            status = Integer.parseInt(line.split(" ")[1]);
            for (line = line(in); line != null && !line.isEmpty(); line = line(in))
                headers.put(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).strip());
            return new RawAnswer(status, headers, parts, body(in, headers, parts));
        } catch (SocketException e) {
            return new RawAnswer(status, headers, parts, End.RESET);
        }
    }

    private static End body(InputStream in, Map<String, String> headers, List<byte[]> parts) throws IOException {
        if (!headers.containsKey("transfer-encoding")) {
            int length = Integer.parseInt(headers.get("content-length"));
            byte[] body = in.readNBytes(length);
            parts.add(body);
            return body.length == length ? End.CLEAN : End.EOF;
        }
        return chunks(in, parts);
    }

    /** The chunks of a body whose head has been read, up to the last one. */
    static List<byte[]> chunks(InputStream in) throws IOException {
        while (!line(in).isEmpty()) {} // the rest of the head
        List<byte[]> parts = new ArrayList<>();
        chunks(in, parts);
        return parts;
    }

    private static End chunks(InputStream in, List<byte[]> parts) throws IOException {
        while (true) {
            String size = line(in);
            if (size == null) return End.EOF;
            int length = Integer.parseInt(size, 16);
            byte[] part = in.readNBytes(length);
            if (part.length < length || line(in) == null) return End.EOF;
            if (length == 0) return End.CLEAN;
            parts.add(part);
        }
    }

    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') return line.toString(StandardCharsets.UTF_8);
            if (b != '\r') line.write(b);
        }
        return null;
    }

    String body() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toString(StandardCharsets.UTF_8);
    }

    JsonObject json() {
        return new JsonObject(body());
    }

    /** The data of each event, whatever the line ends; comments left out. */
    List<String> events() {
        List<String> events = new ArrayList<>();
        for (String line : body().split("\r?\n"))
            if (line.startsWith("data:")) events.add(line.substring(line.startsWith("data: ") ? 6 : 5));
        return events;
    }

    /** The events that are chunks with choices. */
    List<JsonObject> chunks() {
        return events().stream()
                .filter(data -> data.startsWith("{") && !data.startsWith("{\"error\""))
                .map(JsonObject::new)
                .filter(chunk -> !chunk.getJsonArray("choices").isEmpty())
                .toList();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (JsonObject chunk : chunks()) text.append(delta(chunk).getString("content", ""));
        return text.toString();
    }

    String finishReason() {
        List<JsonObject> chunks = chunks();
        return chunks.get(chunks.size() - 1)
                .getJsonArray("choices")
                .getJsonObject(0)
                .getString("finish_reason");
    }

    static JsonObject delta(JsonObject chunk) {
        return chunk.getJsonArray("choices").getJsonObject(0).getJsonObject("delta");
    }
}
