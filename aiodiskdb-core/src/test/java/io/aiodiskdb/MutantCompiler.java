package io.aiodiskdb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the sources that a {@link ProtocolMutant} changes, in memory, against the classes of the engine as it is. */
final class MutantCompiler {

    private static final Path SOURCES = Path.of("src", "main", "java");

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

    /** {@return the classes of the changed sources, by their names} */
    Map<String, byte[]> compile(ProtocolMutant mutant) throws IOException {
        StringWriter complaints = new StringWriter();
        try (JavaFileManager standard = compiler.getStandardFileManager(null, null, null)) {
            Memory memory = new Memory(standard);
            boolean compiled = compiler.getTask(
                            complaints,
                            memory,
                            null,
                            List.of("--release", "17", "-proc:none", "-nowarn", "-Xlint:none"),
                            null,
                            sources(mutant))
                    .call();
            if (!compiled) {
                throw new IllegalStateException("the mutant \"" + mutant + "\" does not compile: " + complaints);
            }
            return memory.classes();
        }
    }

    private static List<JavaFileObject> sources(ProtocolMutant mutant) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (ProtocolMutant.Edit edit : mutant.edits()) {
            String text = texts.get(edit.source());
            texts.put(
                    edit.source(), edit.apply(text == null ? Files.readString(SOURCES.resolve(edit.source())) : text));
        }
        List<JavaFileObject> sources = new ArrayList<>();
        texts.forEach((name, text) -> sources.add(new SourceText(name, text)));
        return sources;
    }

    /** A source that is in no file. */
    private static final class SourceText extends SimpleJavaFileObject {

        private final String text;

        SourceText(String name, String text) {
            super(URI.create("mutant:///" + name), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps what the compiler writes. */
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {

        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        Memory(JavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String type, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mutant:///" + type.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return written.computeIfAbsent(type, name -> new ByteArrayOutputStream());
                }
            };
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new HashMap<>();
            written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }
    }
}
