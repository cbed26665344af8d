/* SPDX-License-Identifier: Apache-2.0 */
/*
 * embed.c: build-time tool that puts whole folders into the program (src/base/embed.h).
 *
 *   embed OUT.c OUT.bin OUT.d PREFIX=FOLDER ...
 *
 * OUT.bin holds the bytes of all files one after another, OUT.c takes it in with .incbin and has
 * the table, OUT.d names every file *and folder* read, so that ninja runs this again when a file
 * changes, comes or goes. A missing folder is an empty one; its parent is then watched. Files whose
 * name begins with a dot are left out. It is a short-lived tool: memory is not given back.
 */
#include <dirent.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum { GZIP_FROM_BYTES = 1024, GZIP_MAX_PERCENT = 90, FILE_MAX_BYTES = 64 << 20, DEPTH_MAX = 16 };

struct file {
    const char *path; /* as embedded */
    size_t offset, size, gzip_offset, gzip_size;
    char etag[33];
};

struct embed {
    FILE *blob, *depends;
    size_t blob_size;
    struct file *files;
    size_t count;
};

static const struct {
    const char *ending;
    const char *type;
} types[] = {
    { ".css", "text/css; charset=utf-8" },
    { ".csv", "text/csv; charset=utf-8" },
    { ".html", "text/html; charset=utf-8" },
    { ".ico", "image/x-icon" },
    { ".jpg", "image/jpeg" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".json", "application/json" },
    { ".map", "application/json" },
    { ".md", "text/plain; charset=utf-8" },
    { ".pdf", "application/pdf" },
    { ".png", "image/png" },
    { ".sql", "text/plain; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".txt", "text/plain; charset=utf-8" },
    { ".webmanifest", "application/manifest+json" },
    { ".webp", "image/webp" },
    { ".woff2", "font/woff2" },
    { ".yaml", "text/plain; charset=utf-8" },
};

__attribute__((format(printf, 1, 2), noreturn)) static void die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("embed: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void *must(void *pointer)
{
    if (pointer == NULL)
        die("%s", strerror(errno));
    return pointer;
}

static FILE *open_to_write(const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        die("%s: %s", path, strerror(errno));
    return file;
}

static void finish(FILE *file, const char *path)
{
    if (ferror(file) != 0 || fclose(file) != 0)
        die("%s: cannot be written", path);
}

static char *join(const char *folder, const char *name)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        die("out of memory");
    return path;
}

/* Ninja and C strings both take any name but one with these signs; nobody needs them. */
static void depend_on(struct embed *embed, const char *path)
{
    if (strpbrk(path, " \t\n\"\\$#:%") != NULL)
        die("%s: such a name cannot be embedded", path);
    fprintf(embed->depends, " \\\n  %s", path);
}

static unsigned char *read_file(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    struct stat status;

    if (file == NULL || fstat(fileno(file), &status) != 0)
        die("%s: %s", path, strerror(errno));
    if (status.st_size > FILE_MAX_BYTES)
        die("%s: larger than %d bytes", path, FILE_MAX_BYTES);
    size_t size = (size_t)status.st_size;
    unsigned char *bytes = must(malloc(size + 1));
    if (fread(bytes, 1, size, file) != size)
        die("%s: changed while it was read", path);
    fclose(file);
    *ret_size = size;
    return bytes;
}

/* Appends bytes and one NUL to the blob; returns the offset. */
static size_t append(struct embed *embed, const unsigned char *bytes, size_t size)
{
    size_t offset = embed->blob_size;
    fwrite(bytes, 1, size, embed->blob);
    fputc('\0', embed->blob);
    embed->blob_size += size + 1;
    return offset;
}

static void append_gzip(struct embed *embed, struct file *file, const unsigned char *bytes)
{
    z_stream stream = { 0 };
    const int gzip_window = 15 + 16; /* zlib: 16 more than the window bits means a gzip head */

    if (file->size < GZIP_FROM_BYTES)
        return;
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 9, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        die("zlib does not start");
    size_t room = deflateBound(&stream, file->size);
    unsigned char *packed = must(malloc(room));
    stream.next_in = (unsigned char *)bytes;
    stream.avail_in = (uInt)file->size;
    stream.next_out = packed;
    stream.avail_out = (uInt)room;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        die("zlib does not finish");
    if (stream.total_out * 100 <= file->size * GZIP_MAX_PERCENT) {
        file->gzip_size = stream.total_out;
        file->gzip_offset = append(embed, packed, file->gzip_size);
    }
    deflateEnd(&stream);
    free(packed);
}

/* Keeps path. */
static void add_file(struct embed *embed, const char *path, const char *source)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    struct file file = { .path = path };

    depend_on(embed, source);
    unsigned char *bytes = read_file(source, &file.size);
    if (EVP_Digest(bytes, file.size, digest, NULL, EVP_sha256(), NULL) != 1)
        die("SHA-256 does not work");
    for (size_t i = 0; i < (sizeof file.etag - 1) / 2; i++)
        snprintf(file.etag + 2 * i, 3, "%02x", digest[i]);
    file.offset = append(embed, bytes, file.size);
    append_gzip(embed, &file, bytes);
    free(bytes);

    embed->files = must(reallocarray(embed->files, embed->count + 1, sizeof file));
    embed->files[embed->count++] = file;
}

static void add_folder(struct embed *embed, const char *prefix, const char *source, int depth)
{
    DIR *folder = opendir(source);
    const struct dirent *entry;

    if (depth > DEPTH_MAX)
        die("%s: more than %d folders deep", source, DEPTH_MAX);
    if (folder == NULL)
        die("%s: %s", source, strerror(errno));
    depend_on(embed, source);
    while ((entry = readdir(folder)) != NULL) {
        struct stat status;
        if (entry->d_name[0] == '.')
            continue;
        char *inner = join(source, entry->d_name);
        char *path = join(prefix, entry->d_name);
        if (stat(inner, &status) != 0)
            die("%s: %s", inner, strerror(errno));
        if (S_ISDIR(status.st_mode))
            add_folder(embed, path, inner, depth + 1);
        else
            add_file(embed, path, inner);
    }
    closedir(folder);
}

/* A folder that is not there yet is noticed by watching the nearest parent that is. */
static void add_root(struct embed *embed, const char *prefix, const char *source)
{
    struct stat status;

    if (stat(source, &status) == 0) {
        add_folder(embed, prefix, source, 0);
        return;
    }
    char *existing = must(strdup(source));
    while (stat(existing, &status) != 0) {
        char *slash = strrchr(existing, '/');
        if (slash == NULL || slash == existing)
            die("%s: not found, nor any folder above it", source);
        *slash = '\0';
    }
    depend_on(embed, existing);
    free(existing);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static const char *type_of(const char *path)
{
    const char *ending = strrchr(path, '.');
    for (size_t i = 0; ending != NULL && i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(types[i].ending, ending) == 0)
            return types[i].type;
    }
    return "application/octet-stream";
}

static void write_table(const struct embed *embed, FILE *out, const char *blob_path)
{
    fprintf(
        out,
        "/* Generated by tools/embed.c. */\n"
        "#include \"base/embed.h\"\n\n"
        "__asm__(\".section .rodata\\n.balign 16\\nembedded_blob:\\n\"\n"
        "        \".incbin \\\"%s\\\"\\n.byte 0\\n.previous\\n\");\n"
        "extern const unsigned char embedded_blob[] __attribute__((visibility(\"hidden\")));\n\n"
        "extern const struct embedded embedded_rows[];\n"
        "extern const size_t embedded_count;\n"
        "const size_t embedded_count = %zu;\n"
        "const struct embedded embedded_rows[] = {\n",
        blob_path, embed->count);
    for (size_t i = 0; i < embed->count; i++) {
        const struct file *file = &embed->files[i];
        fprintf(out, "    { \"%s\", embedded_blob + %zu, %zu, ", file->path, file->offset,
                file->size);
        if (file->gzip_size > 0)
            fprintf(out, "embedded_blob + %zu, %zu, ", file->gzip_offset, file->gzip_size);
        else
            fputs("NULL, 0, ", out);
        fprintf(out, "\"\\\"%s\\\"\", \"%s\" },\n", file->etag, type_of(file->path));
    }
    fputs("    { 0 } /* C has no empty arrays; not counted */\n};\n", out);
}

int main(int argc, char **argv)
{
    struct embed embed = { 0 };

    if (argc < 5)
        die("usage: embed OUT.c OUT.bin OUT.d PREFIX=FOLDER ...");
    embed.blob = open_to_write(argv[2]);
    embed.depends = open_to_write(argv[3]);
    fprintf(embed.depends, "%s:", argv[1]);
    for (int i = 4; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        if (equals == NULL)
            die("%s: not PREFIX=FOLDER", argv[i]);
        *equals = '\0';
        add_root(&embed, argv[i], equals + 1);
    }
    fputc('\n', embed.depends);
    if (embed.count > 0)
        qsort(embed.files, embed.count, sizeof embed.files[0], by_path);

    FILE *out = open_to_write(argv[1]);
    char *blob_path = must(realpath(argv[2], NULL));
    write_table(&embed, out, blob_path);
    finish(out, argv[1]);
    finish(embed.blob, argv[2]);
    finish(embed.depends, argv[3]);
    free(blob_path);
    return 0;
}
