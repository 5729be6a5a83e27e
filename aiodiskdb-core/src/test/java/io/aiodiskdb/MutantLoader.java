package io.aiodiskdb;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Loads the engine and its tests once more, with the classes of a {@link ProtocolMutant} in the place of those that it
 * changes. Everything else comes from the usual class loader.
 */
final class MutantLoader extends ClassLoader {

    private static final String OURS = "io.aiodiskdb.";

    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> changed;

    MutantLoader(Map<String, byte[]> changed) {
        super("mutant", MutantLoader.class.getClassLoader());
        this.changed = changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    /** Without a place where it comes from, which keeps the coverage of mutants out of that of the engine. */
    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = changed.containsKey(name) ? changed.get(name) : original(name);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(String name) throws ClassNotFoundException {
        try (InputStream stream = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (stream == null) {
                throw new ClassNotFoundException(name);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
