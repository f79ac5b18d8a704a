import AjvCompiler from '@fastify/ajv-compiler';
import SerializerSelector, { type SerializerCompiler } from '@fastify/fast-json-stringify-compiler';

const buildFastifys = AjvCompiler();
const buildSerializer = SerializerSelector();

type CompileValidator = ReturnType<typeof buildFastifys>;
type Validator = ReturnType<CompileValidator>;
type Serializer = ReturnType<SerializerCompiler>;

/**
 * Fastify's validators read "5" as a number, because a query has only texts. They would also turn null in a JSON body
 * into "", so bodies are not converted.
 */
function buildValidator(...[schemas, options]: Parameters<typeof buildFastifys>): CompileValidator {
  const compile = buildFastifys(schemas, options);
  const compileBody = buildFastifys(schemas, { customOptions: { coerceTypes: false } });
  return (route) => {
    const isBody = typeof route === 'object' && 'httpPart' in route && route.httpPart === 'body';
    return (isBody ? compileBody : compile)(route);
  };
}

/** Serializers by schema. Routes with the same answer share one schema object of one module. */
const serializers = new WeakMap<object, Serializer>();

/**
 * Fastify's own compilers, for its option `schemaController.compilersFactory`. All listeners of the process share the
 * compiled schemas.
 */
export const compilersFactory = {
  buildValidator,
  buildSerializer: (...options: Parameters<typeof buildSerializer>): SerializerCompiler =>
    share(buildSerializer(...options)),
};

/**
 * The same compilers, but the first request that needs a schema compiles it. A page has about two hundred schemas: all
 * together take a second at the start, a single one a few milliseconds.
 */
export const lazyCompilersFactory = {
  buildValidator: (...options: Parameters<typeof buildValidator>): CompileValidator => {
    const compile = buildValidator(...options);
    return (route) => lazyValidator(() => compile(route));
  },
  buildSerializer: (...options: Parameters<typeof buildSerializer>): SerializerCompiler => {
    const compile = share(buildSerializer(...options));
    return (route) => {
      let serialize: Serializer | undefined;
      return (document) => (serialize ??= compile(route))(document);
    };
  },
};

function share(compile: SerializerCompiler): SerializerCompiler {
  return (route) => {
    const { schema } = route;
    if (typeof schema !== 'object' || schema === null) return compile(route);
    const serializer = serializers.get(schema) ?? compile(route);
    serializers.set(schema, serializer);
    return serializer;
  };
}

function lazyValidator(compile: () => Validator): Validator {
  let validate: Validator | undefined;
  const lazy = (data: unknown): unknown => {
    validate ??= compile();
    const result: unknown = validate(data);
    Object.assign(lazy, { errors: validate.errors });
    return result;
  };
  // Fastify calls the function and reads its errors. Nothing reads Ajv's other properties.
  return lazy as Validator;
}
