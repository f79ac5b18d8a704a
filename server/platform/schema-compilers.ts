import AjvCompiler from '@fastify/ajv-compiler';
import SerializerSelector, { type SerializerCompiler } from '@fastify/fast-json-stringify-compiler';

/** What Fastify compiles the schemas of its routes with. */
const buildValidator = AjvCompiler();
const buildSerializer = SerializerSelector();

/** By schema. Routes that answer alike share one, and a schema belongs to one module. */
const serializers = new WeakMap<object, ReturnType<SerializerCompiler>>();

/**
 * Fastify's own compilers, kept for all listeners of the process, so that a schema is compiled once. Ajv keeps
 * validators by schema itself. For Fastify's option `schemaController.compilersFactory`.
 */
export const compilersFactory = {
  buildValidator,
  buildSerializer: (...options: Parameters<typeof buildSerializer>): SerializerCompiler => {
    const compile = buildSerializer(...options);
    return (route) => {
      const { schema } = route;
      if (typeof schema !== 'object' || schema === null) return compile(route);
      const serializer = serializers.get(schema) ?? compile(route);
      serializers.set(schema, serializer);
      return serializer;
    };
  },
};
