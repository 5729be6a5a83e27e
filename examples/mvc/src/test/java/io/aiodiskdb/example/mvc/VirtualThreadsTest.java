package io.aiodiskdb.example.mvc;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiodiskdb.spring.test.autoconfigure.AutoConfigureAioDiskDb;
import jakarta.servlet.Filter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The blocking view on virtual threads: many requests at once, each on a thread of its own that waits for the disk. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.threads.virtual.enabled=true")
@AutoConfigureAioDiskDb
@EnabledForJreRange(min = JRE.JAVA_21)
@Import(VirtualThreadsTest.Threads.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class VirtualThreadsTest {

    private static final int NOTES = 500;

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private Set<String> kindsOfThreads;

    @Test
    void storesAndShowsManyNotesAtOnce() {
        assertThat(IntStream.range(0, NOTES).mapToObj(this::storeAndShow).toList())
                .allSatisfy(shown -> assertThat(shown.join()).startsWith("note "))
                .extracting(CompletableFuture::join)
                .doesNotHaveDuplicates();
        assertThat(kindsOfThreads).containsExactly("java.lang.VirtualThread");
    }

    private CompletableFuture<String> storeAndShow(int number) {
        HttpRequest store = HttpRequest.newBuilder(uri("/notes"))
                .POST(BodyPublishers.ofString("note " + number))
                .build();
        return client.sendAsync(store, BodyHandlers.discarding())
                .thenApply(stored -> stored.headers().firstValue("Location").orElseThrow())
                .thenCompose(path ->
                        client.sendAsync(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString()))
                .thenApply(HttpResponse::body);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Remembers what threads handle requests. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Threads {

        @Bean
        Set<String> kindsOfThreads() {
            return ConcurrentHashMap.newKeySet();
        }

        @Bean
        Filter remembersThreads(Set<String> kindsOfThreads) {
            return (request, response, chain) -> {
                kindsOfThreads.add(Thread.currentThread().getClass().getName());
                chain.doFilter(request, response);
            };
        }
    }
}
